create domain word as text collate "C"; create table t (w word);
