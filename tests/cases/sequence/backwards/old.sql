create sequence s increment 1 minvalue 1 maxvalue 100;
