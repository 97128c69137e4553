create schema "Odd ""one""";
create table "Odd ""one"""."user.s %" ("order" int primary key, "sel ect" text, plain text);
create table uses (id int primary key, "group" text);
create publication "pub %" for table uses;
