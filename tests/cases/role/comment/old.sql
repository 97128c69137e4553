create role one; comment on role one is 'a';
