create type mood as enum ('c', 'a'); create type moods as range (subtype = mood);
