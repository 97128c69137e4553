create schema one;
create schema two;
create extension xml2 schema two;
create table papers (id integer primary key, title text default two.xpath_string('<a>x</a>', '/a'));
