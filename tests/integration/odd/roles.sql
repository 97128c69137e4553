create role "App ""Röle"" %s :x $1";
create role plain_owner;
create role onlooker login;
create role "select";
