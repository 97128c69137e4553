create foreign data wrapper plain; create foreign data wrapper other;
