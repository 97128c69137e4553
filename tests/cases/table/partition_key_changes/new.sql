create table m (id int not null, at date not null) partition by list (at);
create table m_1 partition of m for values in ('2026-03-03');
