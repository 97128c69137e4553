begin
  -- The one change that the design wants: a deleted workspace leaves its events behind, without itself. The foreign
  -- key does that, so there is a trigger above this one; nobody's own statement comes here at that depth.
  if tg_op = 'UPDATE' and pg_trigger_depth() > 1 and new.workspace_id is null
     and to_jsonb(new) - 'workspace_id' = to_jsonb(old) - 'workspace_id' then
    return new;
  end if;
  raise exception 'audit_events is append-only: % is refused', tg_op
    using errcode = 'insufficient_privilege', hint = 'Write another event that says what is right.';
end
