-- Texts of some statements.
SELECT p.queryid, coalesce(min(p.query), '') AS query
  FROM EXTENSION.pg_stat_statements p
 WHERE p.queryid = ANY (%(ids)s)
 GROUP BY 1
