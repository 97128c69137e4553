-- the journal's newest note of each statement that set a password
select statement, max(finished_at)
  from neonpy.history, lateral jsonb_array_elements_text(statements) as statement
 where outcome = 'applied' and statement like 'ALTER ROLE %% PASSWORD ''(sensitive value)'''
 group by statement
