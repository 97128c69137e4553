select exists (
  select from app_permissions p
  where p.user_id = "CurrentUserId"() and p.org_id = "CurrentOrgId"() and p.app_code = 'notes'
    and p.deleted_at is null and p.role = any (roles)
)
