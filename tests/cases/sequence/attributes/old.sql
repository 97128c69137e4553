create sequence a; create sequence b; comment on sequence b is 'x'; grant usage on sequence b to public;
