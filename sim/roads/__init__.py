"""The road, hour by hour while there is traffic: who departs, how the queue moves, when each vehicle is out."""
