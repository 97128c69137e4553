select nullif(current_setting('app.current_org_id', true), '')::uuid
