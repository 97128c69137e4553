create role one; create role two; create role three;create role four; create role five; grant one to two; grant two to three; grant three to four; grant four to five;
