create index t_v on t (v);
