-- What decides how any server spells a text: its version, and the settings of a session that change what a text means.
SELECT pg_catalog.version(),
       pg_catalog.current_setting('server_encoding'),
       pg_catalog.current_setting('standard_conforming_strings'),
       pg_catalog.current_setting('transform_null_equals'),
       pg_catalog.current_setting('array_nulls'),
       pg_catalog.current_setting('xmloption')
