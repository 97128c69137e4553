-- What objects made later will grant. Without a schema the list replaces Postgres' default, within one it adds to it.
SELECT d.defaclrole, d.defaclnamespace, d.defaclobjtype, entry.grantee, entry.privilege_type, entry.is_grantable
  FROM pg_catalog.pg_default_acl d
  LEFT JOIN LATERAL pg_catalog.aclexplode(d.defaclacl) entry ON true
