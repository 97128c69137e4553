create schema one;
create schema two;
create extension xml2 schema two;
create table papers (id integer primary key, body text, constraint wise check (two.xml_valid(body)));
insert into papers values (1, '<a><b>x</b></a>');
create view titles as select id, two.xpath_string(body, '/a/b') as title from papers;
create index by_title on papers (two.xpath_string(body, '/a/b'));
