create sequence a; create sequence b as integer minvalue 5 maxvalue 10; create sequence c increment -1;
