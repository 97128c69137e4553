create rule r as on insert to t do also notify x; comment on rule r on t is 'r'; alter table t enable replica rule r;
