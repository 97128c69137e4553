select format('schema %%I', n.nspname) as subject, 1::float8, 'PUBLIC may create'
  from pg_namespace n, aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) a
 where a.grantee = 0 and a.privilege_type = 'CREATE' and n.nspname !~ '^pg_'
 order by 1
