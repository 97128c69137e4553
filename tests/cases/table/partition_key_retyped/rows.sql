insert into t values (1, '2024-01-01'), (50, '2024-01-02');
