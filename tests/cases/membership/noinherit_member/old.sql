create role one; create role two; create role three;create role m noinherit; grant one to m;
