insert into "we'ird ""t.able" values (1, 'x', 'y', 3);
