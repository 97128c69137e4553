create role "select" login; create role "Größe ."; grant "Größe ." to "select";
