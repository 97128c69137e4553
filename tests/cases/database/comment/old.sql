comment on database d is 'a';
