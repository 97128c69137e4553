create sequence a as integer start 3 increment 2 minvalue 3 maxvalue 99 cache 2 cycle; create sequence b as integer minvalue 50 maxvalue 60; create sequence c;
