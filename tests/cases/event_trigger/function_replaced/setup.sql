create function logs() returns event_trigger language plpgsql as 'begin end';
