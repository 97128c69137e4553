-- Every subscription of this database. The connection is a column that only superusers may read, and Postgres refuses a
-- query that so much as names it: asked for in a query of its own, it is asked for only where that is allowed. Null stands for what this version does not have.
SELECT s.subname,
       s.subowner,
       pg_catalog.obj_description(s.oid, 'pg_subscription'),
       CASE WHEN pg_catalog.has_column_privilege('pg_catalog.pg_subscription', 'subconninfo', 'SELECT') THEN
           (pg_catalog.query_to_xml('SELECT subconninfo FROM pg_catalog.pg_subscription WHERE oid = ' || s.oid,
                                    false, false, ''))::text END,
       s.subpublications,
       s.subenabled,
       s.subslotname,
       s.subbinary,
       s.substream::text,
       s.subtwophasestate <> 'd',  -- from 15
       NULL::boolean,  -- before 15
       s.subdisableonerr,  -- from 15
       NULL::boolean,  -- before 15
       s.subpasswordrequired,  -- from 16
       NULL::boolean,  -- before 16
       s.subrunasowner,  -- from 16
       NULL::boolean,  -- before 16
       s.suborigin,  -- from 16
       NULL::text,  -- before 16
       s.subfailover,  -- from 17
       NULL::boolean,  -- before 17
       s.subsynccommit
  FROM pg_catalog.pg_subscription s
  JOIN pg_catalog.pg_database d ON d.oid = s.subdbid AND d.datname = pg_catalog.current_database()
