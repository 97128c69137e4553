create subscription inbox connection 'host=localhost dbname=none password=b' publication feed, more with (connect = false, slot_name = 'slot', streaming = on, synchronous_commit = local);
