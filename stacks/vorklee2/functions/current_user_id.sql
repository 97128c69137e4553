select nullif(current_setting('app.current_user_id', true), '')::uuid
