create schema one;
create schema two;
create extension xml2 schema one;
create table papers (id integer primary key, title text default one.xpath_string('<a>x</a>', '/a'));
