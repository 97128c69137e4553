create type mood as enum ('a', 'b', 'c'); create type moods as range (subtype = mood);
