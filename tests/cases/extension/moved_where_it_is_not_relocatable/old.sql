create schema one;
create schema two;
create extension xml2 schema one;
create table papers (id integer primary key, body text, constraint wise check (one.xml_valid(body)));
insert into papers values (1, '<a><b>x</b></a>');
create view titles as select id, one.xpath_string(body, '/a/b') as title from papers;
create index by_title on papers (one.xpath_string(body, '/a/b'));
