insert into t values ('x', 'a=>1', array['b=>2'::hstore], 'C');
