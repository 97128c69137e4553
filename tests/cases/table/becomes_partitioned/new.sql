create table m (id int not null, at date) partition by range (at);
create table m_1 partition of m for values from ('2026-01-01') to ('2027-01-01');
