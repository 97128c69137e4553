create type span as range (subtype = int4); comment on type span is 'a';
