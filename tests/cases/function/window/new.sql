create function number() returns bigint language internal window strict immutable as 'window_rank';
