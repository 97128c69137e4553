create table t(c text unique, d text);
create table u(h text);
