create type status as enum ('new', 'paid', 'it''s "odd"', '');
