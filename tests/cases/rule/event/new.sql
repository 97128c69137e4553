create rule r as on update to t do also notify y;
