create sequence a; create table t (id bigint default nextval($$a$$));
