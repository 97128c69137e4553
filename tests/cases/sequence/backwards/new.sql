create sequence s increment -2 minvalue -50 maxvalue 50 start 50 cache 7 cycle;
