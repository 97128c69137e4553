-- Names of columns, never their values: the log outlives the people it tells of.
declare
  here jsonb := to_jsonb(coalesce(new, old));
  before jsonb := to_jsonb(old);
begin
  insert into core.audit_logs (org_id, actor_id, service, action, entity, entity_id, details)
  values (
    coalesce(here ->> 'org_id', here ->> 'id')::uuid,
    core."CurrentUserId"(),
    'core',
    lower(tg_op),
    tg_table_name,
    (here ->> 'id')::uuid,
    jsonb_strip_nulls(jsonb_build_object('by', session_user, 'columns', case when tg_op = 'UPDATE' then (
      select jsonb_agg(key order by key) from jsonb_each(here) where value is distinct from before -> key
    ) end))
  );
  return null;
end
