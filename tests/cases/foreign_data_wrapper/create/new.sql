create foreign data wrapper checked validator postgresql_fdw_validator;
create foreign data wrapper plain options (host 'a''b', mode 'x');
comment on foreign data wrapper plain is 'no handler';
create foreign data wrapper bare;
