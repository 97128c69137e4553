create subscription inbox connection 'host=localhost dbname=none' publication "Odd one", more with (connect = false, slot_name = none);
