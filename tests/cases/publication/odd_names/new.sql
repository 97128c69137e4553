create schema "Odd ""one""";
create table "Odd ""one"""."user.s %" ("order" int primary key, "sel ect" text, plain text);
create table uses (id int primary key, "group" text);
create publication "pub %" for table "Odd ""one"""."user.s %" ("order", "sel ect") where ("order" > 5 and "sel ect" <> '%s :x $1'), uses (id, "group");
