comment on database d is 'it''s 100 % :x';
