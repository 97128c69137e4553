create table t (id int not null generated always as identity primary key, v text);
