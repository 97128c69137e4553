create foreign data wrapper plain options (host 'b', dbname 'd');
comment on foreign data wrapper plain is 'c';
create foreign data wrapper checked;
