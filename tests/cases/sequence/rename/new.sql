create sequence z; create table t (id bigint default nextval($$z$$));
