create table t (id int primary key);
comment on table t is 'odd $$ %s :x ''quoted''
two lines';
